// The part of libsrtp 3's API that mediasoup-worker uses, on top of libsrtp 2
// (Debian's source package, built with OpenSSL).
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>

// libsrtp 2's srtp_policy_t is a plain struct, libsrtp 3's an opaque pointer.
#define srtp_policy_t srtp2_policy_t
#include <srtp2/srtp.h>
#undef srtp_policy_t

// Error codes that only libsrtp 3 (or a later libsrtp 2) knows.
inline constexpr srtp_err_status_t srtp_err_status_v3_buffer_small = static_cast<srtp_err_status_t>(28);
inline constexpr srtp_err_status_t srtp_err_status_v3_cryptex_err  = static_cast<srtp_err_status_t>(29);
#define srtp_err_status_buffer_small srtp_err_status_v3_buffer_small
#define srtp_err_status_cryptex_err srtp_err_status_v3_cryptex_err

struct srtp3_policy_st
{
  srtp2_policy_t policy;
  unsigned char key[SRTP_MAX_KEY_LEN];
  bool hasProfile;
  bool hasKey;
};

using srtp_policy_t = srtp3_policy_st*;

inline srtp_err_status_t srtp_policy_create(srtp_policy_t* out)
{
  *out = new (std::nothrow) srtp3_policy_st{};

  return *out ? srtp_err_status_ok : srtp_err_status_alloc_fail;
}

inline void srtp_policy_destroy(srtp_policy_t p)
{
  if (p)
  {
    // Do not leave the master key in freed memory.
    volatile unsigned char* k = p->key;

    for (size_t i = 0; i < sizeof(p->key); ++i)
    {
      k[i] = 0;
    }

    delete p;
  }
}

inline srtp_err_status_t srtp_policy_set_ssrc(srtp_policy_t p, srtp_ssrc_t ssrc)
{
  p->policy.ssrc = ssrc;

  return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_profile(srtp_policy_t p, srtp_profile_t profile)
{
  srtp_err_status_t err = srtp_crypto_policy_set_from_profile_for_rtp(&p->policy.rtp, profile);

  if (err == srtp_err_status_ok)
  {
    err = srtp_crypto_policy_set_from_profile_for_rtcp(&p->policy.rtcp, profile);
  }

  p->hasProfile = err == srtp_err_status_ok;

  return err;
}

inline srtp_err_status_t srtp_policy_add_key(
  srtp_policy_t p,
  const uint8_t* key,
  size_t keyLen,
  const uint8_t* salt,
  size_t saltLen,
  const uint8_t* /*mki*/,
  size_t mkiLen)
{
  // One key, no MKI: all that mediasoup-worker ever asks for.
  if (
    p->hasKey || !p->hasProfile || mkiLen != 0 || keyLen > sizeof(p->key) ||
    saltLen > sizeof(p->key) - keyLen ||
    keyLen + saltLen != static_cast<size_t>(p->policy.rtp.cipher_key_len))
  {
    return srtp_err_status_bad_param;
  }

  std::memcpy(p->key, key, keyLen);
  std::memcpy(p->key + keyLen, salt, saltLen);
  p->policy.key = p->key;
  p->hasKey     = true;

  return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_allow_repeat_tx(srtp_policy_t p, bool allow)
{
  p->policy.allow_repeat_tx = allow ? 1 : 0;

  return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_window_size(srtp_policy_t p, size_t size)
{
  p->policy.window_size = static_cast<unsigned long>(size);

  return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_create(srtp_t* session, srtp_policy_t p)
{
  if (!p->hasProfile || !p->hasKey)
  {
    return srtp_err_status_bad_param;
  }

  return srtp_create(session, static_cast<const srtp2_policy_t*>(&p->policy));
}

inline srtp_err_status_t srtp_stream_remove(srtp_t session, uint32_t ssrcNetworkOrder)
{
  return srtp_remove_stream(session, ssrcNetworkOrder);
}

// libsrtp 2 works in place on an int length; libsrtp 3 from src to dst.
namespace srtp_shim
{
  // What protecting can add: authentication tag (16) + SRTCP index (4), rounded.
  inline constexpr size_t MaxGrowth = SRTP_MAX_TRAILER_LEN + 4;

  template<typename Fn>
  inline srtp_err_status_t run(
    Fn fn, srtp_t s, const uint8_t* src, size_t srcLen, uint8_t* dst, size_t* dstLen, size_t growth)
  {
    if (srcLen > 0xFFFF || *dstLen < srcLen + growth)
    {
      return srtp_err_status_buffer_small;
    }

    if (dst != src)
    {
      std::memmove(dst, src, srcLen);
    }

    int len = static_cast<int>(srcLen);

    const srtp_err_status_t err = fn(s, dst, &len);

    if (err == srtp_err_status_ok)
    {
      *dstLen = static_cast<size_t>(len);
    }

    return err;
  }
} // namespace srtp_shim

inline srtp_err_status_t srtp_protect(
  srtp_t s, const uint8_t* src, size_t srcLen, uint8_t* dst, size_t* dstLen, size_t /*mkiIndex*/)
{
  return srtp_shim::run(
    [](srtp_t c, void* d, int* l) { return ::srtp_protect(c, d, l); },
    s, src, srcLen, dst, dstLen, srtp_shim::MaxGrowth);
}

inline srtp_err_status_t srtp_protect_rtcp(
  srtp_t s, const uint8_t* src, size_t srcLen, uint8_t* dst, size_t* dstLen, size_t /*mkiIndex*/)
{
  return srtp_shim::run(
    [](srtp_t c, void* d, int* l) { return ::srtp_protect_rtcp(c, d, l); },
    s, src, srcLen, dst, dstLen, srtp_shim::MaxGrowth);
}

inline srtp_err_status_t srtp_unprotect(
  srtp_t s, const uint8_t* src, size_t srcLen, uint8_t* dst, size_t* dstLen)
{
  return srtp_shim::run(
    [](srtp_t c, void* d, int* l) { return ::srtp_unprotect(c, d, l); },
    s, src, srcLen, dst, dstLen, 0);
}

inline srtp_err_status_t srtp_unprotect_rtcp(
  srtp_t s, const uint8_t* src, size_t srcLen, uint8_t* dst, size_t* dstLen)
{
  return srtp_shim::run(
    [](srtp_t c, void* d, int* l) { return ::srtp_unprotect_rtcp(c, d, l); },
    s, src, srcLen, dst, dstLen, 0);
}
