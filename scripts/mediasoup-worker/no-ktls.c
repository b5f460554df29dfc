#include <openssl/bio.h>

long __real_BIO_ctrl(BIO *bio, int cmd, long larg, void *parg);

long __wrap_BIO_ctrl(BIO *bio, int cmd, long larg, void *parg)
{
#if defined(BIO_CTRL_GET_KTLS_SEND) && defined(BIO_CTRL_GET_KTLS_RECV)
  if (cmd == BIO_CTRL_GET_KTLS_SEND || cmd == BIO_CTRL_GET_KTLS_RECV)
    return 0;
#endif
  return __real_BIO_ctrl(bio, cmd, larg, parg);
}
